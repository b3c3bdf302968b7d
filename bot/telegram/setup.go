package telegram

import (
	"context"
	"errors"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// ErrNotReady says that Telegram has not answered yet.
var ErrNotReady = errors.New("telegram has not answered yet")

// maxConnections is how many updates Telegram may bring at once (Bot API: 1-100).
const maxConnections = 100

// textTime is all the time the texts get: people wait for the talk, not for them.
const textTime = 10 * time.Second

// commands are the bot's commands, in the order of the phone's menu.
func commands() []string {
	return []string{"start", "akut", "menneske", "hjaelp", "privatliv", "aftaler", "sprog", "slet"}
}

// Setup introduces the bot to Telegram: it checks the token, says where updates
// go, and sets the texts people see before they write. It tries until it works or
// the context ends; ErrToken when Telegram refuses the token. The texts are extra:
// a bot without them still helps, so what goes wrong there is logged only.
func (t *Telegram) Setup(ctx context.Context) error {
	err := t.insist(ctx, "telegram get me", func(ctx context.Context) error {
		_, err := t.api.GetMe(ctx)
		return err
	})
	if err == nil && t.WebhookURL != "" {
		err = t.insist(ctx, "telegram set webhook", t.setWebhook)
	}
	if err != nil {
		return err
	}
	t.ready.Store(true)
	t.setTexts(ctx)
	return nil
}

// Ready says whether Telegram knows where to bring updates.
func (t *Telegram) Ready() error {
	if !t.ready.Load() {
		return ErrNotReady
	}
	return nil
}

func (t *Telegram) setWebhook(ctx context.Context) error {
	_, err := t.api.SetWebhook(ctx, &tg.SetWebhookParams{
		URL: t.WebhookURL, SecretToken: t.Secret, MaxConnections: maxConnections, AllowedUpdates: allowed(),
	})
	return err
}

// setTexts sets the command menu and the descriptions: in Danish for everybody,
// and in English for phones that are set to English.
func (t *Telegram) setTexts(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, textTime)
	defer cancel()
	for _, code := range []string{"", "en"} {
		lang := language(code)
		for _, text := range []struct {
			what string
			set  func(context.Context) error
		}{
			{"telegram set commands", func(ctx context.Context) error {
				_, err := t.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: t.menu(lang), LanguageCode: code})
				return err
			}},
			{"telegram set description", func(ctx context.Context) error {
				_, err := t.api.SetMyDescription(ctx, &tg.SetMyDescriptionParams{
					Description: t.Words.Text(lang, "telegram.description", nil), LanguageCode: code})
				return err
			}},
			{"telegram set short description", func(ctx context.Context) error {
				_, err := t.api.SetMyShortDescription(ctx, &tg.SetMyShortDescriptionParams{
					ShortDescription: t.Words.Text(lang, "telegram.about", nil), LanguageCode: code})
				return err
			}},
		} {
			if err := t.timed(ctx, text.set); err != nil {
				t.Log.Warn(text.what, "error", cause(err))
			}
		}
	}
}

func (t *Telegram) menu(lang string) []models.BotCommand {
	var menu []models.BotCommand
	for _, name := range commands() {
		menu = append(menu, models.BotCommand{
			Command: name, Description: t.Words.Text(lang, "telegram.command."+name, nil),
		})
	}
	return menu
}
