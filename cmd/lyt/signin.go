package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"lyt/bot/desk"
	"lyt/bot/directory"
	"lyt/bot/oidc"
)

// How staff log in: with a second factor or without, here or at a provider.

type signInSettings struct {
	DeskURL      string   `env:"LYT_DESK_URL" name:"desk-url" help:"https://… of the desk as staff see it; needed to sign in elsewhere."`
	DeskProxy    []string `env:"LYT_DESK_PROXY" name:"desk-proxy" help:"Addresses or networks of the proxies in front of the desk, with a comma between them; they are believed about where a browser is."`
	SecondFactor string   `env:"LYT_SECOND_FACTOR" name:"second-factor" default:"optional" enum:"optional,required" help:"Whether those with a password here must have a second factor."`
	Issuer       string   `env:"LYT_OIDC_ISSUER" name:"oidc-issuer" help:"OpenID Connect provider where staff may sign in; https://…, as it names itself."`
	Client       string   `env:"LYT_OIDC_CLIENT" name:"oidc-client" help:"Our client id there."`
	SecretFile   string   `env:"LYT_OIDC_SECRET_FILE" name:"oidc-secret-file" placeholder:"FILE" help:"File with our client secret there."`
	Groups       string   `env:"LYT_OIDC_GROUPS" name:"oidc-groups" placeholder:"GROUP=ROLE:SERVICE,…;…" help:"What its groups may do here."`
}

// backPath is where a provider sends browsers back to.
const backPath = "/login/elsewhere/back"

// signIn is what the settings say, checked.
type signIn struct {
	mustFactor bool
	https      bool
	home       string // where staff reach the desk
	proxies    []netip.Prefix
	elsewhere  *oidc.Config // nil when nobody signs in elsewhere
}

func (s signInSettings) read(services *directory.Directory) (signIn, error) {
	plan := signIn{mustFactor: s.SecondFactor == "required", https: strings.HasPrefix(s.DeskURL, "https://"), home: strings.TrimRight(s.DeskURL, "/")}
	if s.DeskURL != "" && !webAddress(s.DeskURL) {
		return plan, usageError{errors.New("LYT_DESK_URL must begin with https://; plain http is only for localhost")}
	}
	var err error
	if plan.proxies, err = s.proxies(); err != nil || s.Issuer+s.Client+s.SecretFile+s.Groups == "" {
		return plan, err
	}
	plan.elsewhere, err = s.provider(services)
	return plan, err
}

// proxies reads addresses and networks.
func (s signInSettings) proxies() (list []netip.Prefix, err error) {
	for _, text := range s.DeskProxy {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if at, alone := netip.ParseAddr(text); alone == nil {
			at = at.Unmap()
			network, err = at.Prefix(at.BitLen())
		}
		if err != nil {
			return nil, usageError{errors.New("LYT_DESK_PROXY must be addresses or networks with a comma between them, such as 10.0.0.5,10.1.0.0/16")}
		}
		list = append(list, network)
	}
	return list, nil
}

func (s signInSettings) provider(services *directory.Directory) (*oidc.Config, error) {
	switch {
	case s.Issuer == "" || s.Client == "" || s.SecretFile == "" || s.Groups == "" || s.DeskURL == "":
		return nil, usageError{errors.New("signing in elsewhere needs LYT_DESK_URL, LYT_OIDC_ISSUER, LYT_OIDC_CLIENT, LYT_OIDC_SECRET_FILE and LYT_OIDC_GROUPS; one of them is missing")}
	case !webAddress(s.Issuer):
		return nil, usageError{errors.New("LYT_OIDC_ISSUER must begin with https://; plain http is only for localhost")}
	}
	grants, err := s.grants(services)
	if err != nil {
		return nil, err
	}
	secret, err := os.ReadFile(s.SecretFile)
	if err != nil || len(strings.TrimSpace(string(secret))) == 0 {
		return nil, usageError{errors.New("LYT_OIDC_SECRET_FILE cannot be read, or is empty")}
	}
	home := strings.TrimRight(s.DeskURL, "/")
	return &oidc.Config{
		Issuer: s.Issuer, Client: s.Client, Secret: strings.TrimSpace(string(secret)),
		Redirect: home + backPath, Home: home + "/", Grants: grants, Now: time.Now,
	}, nil
}

func (s signInSettings) grants(services *directory.Directory) ([]oidc.Grant, error) {
	grants, err := oidc.ParseGrants(s.Groups)
	if err != nil {
		return nil, usageError{fmt.Errorf("LYT_OIDC_GROUPS: %w", err)}
	}
	for _, grant := range grants {
		for _, id := range grant.Services {
			if err := hasDesk(services, id); err != nil {
				return nil, usageError{fmt.Errorf("LYT_OIDC_GROUPS: %w", err)}
			}
		}
	}
	return grants, nil
}

// webAddress says whether it is one, over https or of this machine.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
}

// addTo puts it into the desk.
func (s signIn) addTo(c *desk.Config) {
	c.MustFactor, c.HTTPS, c.Home, c.Proxies = s.mustFactor, s.https, s.home, s.proxies
	if s.elsewhere != nil {
		c.Elsewhere = oidc.New(*s.elsewhere)
	}
}
