package redis

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// maxKeyset is more than a keyset with a thousand rotations takes.
const maxKeyset = 1 << 20

// ErrOpenToOthers says that others than its owner may read the keyset's file.
var ErrOpenToOthers = errors.New("others may read it; make it private with: chmod 600")

// ReadKeyset reads a keyset from a file that nobody but its owner may read. A link
// to such a file will do.
func ReadKeyset(path string) (*Keyset, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open keyset %s: %w", path, plainCause(err))
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open keyset %s: %w", path, plainCause(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open keyset %s: it is not a file", path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("open keyset %s: %w", path, ErrOpenToOthers)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyset))
	if err != nil {
		return nil, fmt.Errorf("read keyset %s: %w", path, plainCause(err))
	}
	k, err := ParseKeyset(text)
	if err != nil {
		return nil, fmt.Errorf("read keyset %s: %w", path, err)
	}
	return k, nil
}

// plainCause takes the path out, which the sentence has already.
func plainCause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// RotateKeyset gives the keyset in a file a new primary sealing key; see
// Keyset.Rotate. The file is replaced in one step: at every moment it holds the old
// keyset or the new one, whole.
func RotateKeyset(path string) (*Keyset, error) {
	old, err := ReadKeyset(path)
	if err != nil {
		return nil, err
	}
	rotated, err := old.Rotate()
	if err != nil {
		return nil, fmt.Errorf("rotate keyset: %w", err)
	}
	text, err := rotated.Encode()
	if err != nil {
		return nil, fmt.Errorf("rotate keyset: %w", err)
	}
	target, err := filepath.EvalSymlinks(path)
	if err == nil {
		err = replaceFile(target, text)
	}
	if err != nil {
		return nil, fmt.Errorf("write keyset %s: %w", path, plainCause(err))
	}
	return rotated, nil
}

// replaceFile writes beside the file and renames. CreateTemp makes files of mode 0600.
func replaceFile(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".keyset-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
