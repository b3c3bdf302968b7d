package redis

import (
	"encoding/json"
	"fmt"
	"time"

	"lyt/bot"
)

// parcel is how a bot.Parcel stands in the outbox, before it is sealed.
type parcel struct {
	Channel string  `json:"c"`
	Address string  `json:"a"`
	At      int64   `json:"t"`
	Out     bot.Out `json:"o"`
}

// sealParcels makes a person's replies ready for their outbox.
func (p *People) sealParcels(key string, parcels []bot.Parcel) ([][]byte, error) {
	sealed := make([][]byte, len(parcels))
	for i, one := range parcels {
		plain, err := json.Marshal(parcel{one.Channel, one.Address.Reveal(), ms(one.At), one.Out})
		if err != nil {
			return nil, fmt.Errorf("pack reply: %w", err)
		}
		if sealed[i], err = p.keys.seal(sealParcel, key, plain); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

func (p *People) openParcel(key, sealed string) (bot.Parcel, error) {
	plain, err := p.keys.open(sealParcel, key, []byte(sealed))
	if err != nil {
		return bot.Parcel{}, err
	}
	var one parcel
	if err := json.Unmarshal(plain, &one); err != nil {
		return bot.Parcel{}, &SealError{}
	}
	return bot.Parcel{Channel: one.Channel, Address: bot.At(one.Address), At: fromMS(one.At), Out: one.Out}, nil
}

// sorted is an outbox, opened: what can be delivered, and what has to go.
type sorted struct {
	good []bot.Parcel
	bad  []any // sealed, as they stand in the list
}

// sortParcels opens replies. One that does not open, or is older than bot.GiveUp,
// must not hold up those behind it for ever.
func (p *People) sortParcels(key string, sealed []string, now time.Time) sorted {
	var s sorted
	for _, one := range sealed {
		opened, err := p.openParcel(key, one)
		switch {
		case err != nil:
			p.db.count(ParcelUnreadable)
			p.db.log.Error("reply dropped", "error", err)
		case now.Sub(opened.At) > bot.GiveUp:
			p.db.count(ParcelExpired)
			p.db.log.Warn("reply given up")
		default:
			s.good = append(s.good, opened)
			continue
		}
		s.bad = append(s.bad, one)
	}
	return s
}
