package redis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func newKeys(t testing.TB) (*Keyset, []byte) {
	t.Helper()
	k, err := NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}

func TestKeysetComesBack(t *testing.T) {
	k, text := newKeys(t)
	back, err := ParseKeyset(text)
	if err != nil {
		t.Fatal(err)
	}
	if !back.Person("telegram", "1").Equal(k.Person("telegram", "1")) {
		t.Error("the same keyset gives another pseudonym")
	}
	sealed, err := k.seal(sealState, "key", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := back.open(sealState, "key", sealed); err != nil || string(plain) != "x" {
		t.Errorf("what one sealed does not open for the other: %v", err)
	}
	if other, _ := newKeys(t); other.Person("telegram", "1").Equal(k.Person("telegram", "1")) {
		t.Error("another keyset gives the same pseudonym")
	}
}

func TestPseudonym(t *testing.T) {
	k, _ := newKeys(t)
	seen := map[string]bool{}
	for _, one := range [][2]string{{"telegram", "1"}, {"telegram", "2"}, {"web", "1"}, {"telegra", "m1"}, {"telegram1", ""}, {"", "telegram1"}, {"a:1", "b"}, {"a", "1:b"}} {
		name := k.Person(one[0], one[1]).Key()
		if len(name) != 22 || strings.ContainsAny(name, "{}: ") || seen[name] {
			t.Errorf("pseudonym of %d letters, or one that somebody has already", len(name))
		}
		seen[name] = true
	}
}

func TestSealIsBound(t *testing.T) {
	k, _ := newKeys(t)
	sealed, err := k.seal(sealState, "lyt:{p01}:person:a", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	cut, changed := sealed[:len(sealed)-1], bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"for another purpose": func() ([]byte, error) { return k.open(sealSent, "lyt:{p01}:person:a", sealed) },
		"under another key":   func() ([]byte, error) { return k.open(sealState, "lyt:{p01}:person:b", sealed) },
		"cut off":             func() ([]byte, error) { return k.open(sealState, "lyt:{p01}:person:a", cut) },
		"changed":             func() ([]byte, error) { return k.open(sealState, "lyt:{p01}:person:a", changed) },
		"empty":               func() ([]byte, error) { return k.open(sealState, "lyt:{p01}:person:a", nil) },
	} {
		plain, err := try()
		var why *SealError
		if plain != nil || !errors.Is(err, ErrSealed) || !errors.As(err, &why) || why.Missing {
			t.Errorf("%s: it opens, or the error is %v", name, err)
		}
	}
	other, _ := newKeys(t)
	_, err = other.open(sealState, "lyt:{p01}:person:a", sealed)
	var why *SealError
	if !errors.As(err, &why) || !why.Missing || !k.known[why.KeyID] || !strings.Contains(err.Error(), fmt.Sprint(why.KeyID)) {
		t.Errorf("another keyset's error does not name the missing key: %v", err)
	}
}

func TestRotate(t *testing.T) {
	k, _ := newKeys(t)
	primary, names := k.sealing.KeysetInfo().GetPrimaryKeyId(), k.Person("telegram", "1")
	for i := range 5 {
		next, err := k.Rotate()
		if err != nil {
			t.Fatal(err)
		}
		now := next.sealing.KeysetInfo().GetPrimaryKeyId()
		if now == primary || next.sealing.Len() != 3+i {
			t.Fatalf("rotation %d: %d keys, primary new: %t", i+1, next.sealing.Len(), now != primary)
		}
		if !k.known[now] {
			t.Fatal("the new primary key was not in the keyset of before")
		}
		if !next.Person("telegram", "1").Equal(names) {
			t.Fatal("rotation changed a pseudonym")
		}
		k, primary = next, now
	}
}

func TestKeysetDoesNotPrint(t *testing.T) {
	k, text := newKeys(t)
	var file keysetFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(file.Sealing), `"value":`)
	key := strings.Trim(rest, ` "`)[:16]
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "k", k, "s", struct{ K *Keyset }{k})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "k", k, "s", struct{ K *Keyset }{k})
	printed := fmt.Sprintf("%v %+v %#v %s %x %v", k, k, k, k, k, struct{ k *Keyset }{k}) + log.String()
	if strings.Contains(printed, key) || !strings.Contains(string(text), key) {
		t.Error("a key was printed")
	}
}

func TestReadKeyset(t *testing.T) {
	_, text := newKeys(t)
	dir := t.TempDir()
	write := func(name string, mode fs.FileMode, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good", 0o600, text)
	link := filepath.Join(dir, "link")
	if err := os.Symlink("good", link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{good, link, write("only-read", 0o400, text)} {
		if _, err := ReadKeyset(path); err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o644, 0o660, 0o610} {
		if _, err := ReadKeyset(write(fmt.Sprint("mode", mode), mode, text)); !errors.Is(err, ErrOpenToOthers) || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if _, err := ReadKeyset(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := ReadKeyset(dir); err == nil {
		t.Error("a folder was read")
	}
	for name, bad := range map[string]string{
		"empty": "", "not json": "hemmelig-nøgle", "other": `{"lyt-keyset":1}`, "extra": strings.Replace(string(text), "{", `{"more":1,`, 1),
		"twice": string(text) + string(text), "no version": strings.Replace(string(text), `"lyt-keyset": 1`, `"lyt-keyset": 0`, 1),
		"swapped": strings.NewReplacer(`"sealing"`, `"naming"`, `"naming"`, `"sealing"`).Replace(string(text)),
		"cut":     string(text[:len(text)/2]), "newer": strings.Replace(string(text), `"lyt-keyset": 1`, `"lyt-keyset": 2`, 1),
	} {
		k, err := ReadKeyset(write("bad", 0o600, []byte(bad)))
		if k != nil || !errors.Is(err, ErrKeyset) || strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRotateKeysetFile(t *testing.T) {
	_, text := newKeys(t)
	dir := t.TempDir()
	path, link := filepath.Join(dir, "keys"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(path, text, 0o600), os.Symlink("keys", link)); err != nil {
		t.Fatal(err)
	}
	before, err := ReadKeyset(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := before.seal(sealState, "key", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := RotateKeyset(link); err != nil {
		t.Fatal(err)
	}
	after, err := ReadKeyset(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := after.open(sealState, "key", sealed); err != nil {
		t.Errorf("the old key does not read any more: %v", err)
	}
	if after.sealing.Len() != 3 {
		t.Errorf("%d keys after one rotation, want 3", after.sealing.Len())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced by a file (%v)", err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 2 {
		t.Errorf("%d files are left (%v)", len(files), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := RotateKeyset(path); !errors.Is(err, ErrOpenToOthers) {
		t.Errorf("a file others may read was rotated: %v", err)
	}
}

func FuzzParseKeyset(f *testing.F) {
	_, text := newKeys(f)
	f.Add(text)
	f.Add([]byte(`{"lyt-keyset":1,"sealing":{},"naming":{}}`))
	f.Add([]byte(`{"lyt-keyset":1,"sealing":{"primaryKeyId":1,"key":[{}]},"naming":null}`))
	f.Add([]byte(`{"lyt-keyset":1,"sealing":{"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.AesGcmKey","value":"GhA=","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]},"naming":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := ParseKeyset(text)
		if err != nil {
			if k != nil || !errors.Is(err, ErrKeyset) {
				t.Fatalf("an error came with a keyset, or is of another kind: %v", err)
			}
			return
		}
		sealed, err := k.seal(sealState, "key", []byte("x"))
		if err != nil {
			t.Fatalf("a keyset that was read does not seal: %v", err)
		}
		if again, err := k.Encode(); err != nil {
			t.Fatal(err)
		} else if back, err := ParseKeyset(again); err != nil {
			t.Fatalf("a keyset that was read cannot be written and read again: %v", err)
		} else if _, err := back.open(sealState, "key", sealed); err != nil {
			t.Fatal(err)
		}
	})
}
