// Package web is what our two fronts share: the page young people write on, and the
// desk where counsellors answer. Neither front knows of the other.
//
// Both promise a browser the same three things. A page loads nothing from anybody
// else, and leaves nothing behind (Strict). Its looks and scripts are fetched once,
// and again only when we have changed them (Files). And an open page hears what is
// new at once, without a reload, and after a lost connection what it missed (Stream).
package web

import "net/http"

// Strict lets a page load nothing but its own files, stand in no frame, and leave
// nothing behind.
func Strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
