package bottest

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// A TelegramButton is one button under a message.
type TelegramButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// readKeyboard reads and checks reply_markup; the reason is why it is refused.
func readKeyboard(markup string) (rows [][]TelegramButton, reason string) {
	if markup == "" {
		return nil, ""
	}
	var keyboard struct {
		Rows *[][]map[string]any `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(markup), &keyboard) != nil {
		return nil, "can't parse reply keyboard markup JSON object"
	}
	if keyboard.Rows == nil {
		return nil, "object expected as reply markup"
	}
	total := 0
	for _, row := range *keyboard.Rows {
		var keys []TelegramButton
		for _, fields := range row {
			key, reason := readButton(fields)
			if reason != "" {
				return nil, reason
			}
			keys = append(keys, key)
		}
		total += len(keys)
		if len(keys) > 8 || total > 100 {
			return nil, "reply markup is too long"
		}
		if len(keys) > 0 {
			rows = append(rows, keys)
		}
	}
	return rows, ""
}

func readButton(fields map[string]any) (TelegramButton, string) {
	text, _ := fields["text"].(string)
	data, hasData := fields["callback_data"].(string)
	link, hasLink := fields["url"].(string)
	key := TelegramButton{Text: text, Data: data, URL: link}
	switch {
	case strings.TrimSpace(text) == "":
		return key, "inline keyboard button text must be non-empty"
	case utf8.RuneCountInString(text) > 64:
		return key, "inline keyboard button text is too long for a phone (the fake's rule)"
	case hasData == hasLink:
		return key, "text buttons are unallowed in the inline keyboard"
	case hasData && (data == "" || len(data) > 64):
		return key, "BUTTON_DATA_INVALID"
	case hasLink && !goodLink(link):
		return key, "inline keyboard button URL is invalid: Unsupported URL protocol"
	}
	return key, ""
}

func goodLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "tg" || u.Host != "" && (u.Scheme == "http" || u.Scheme == "https"))
}
