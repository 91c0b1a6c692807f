package hidden

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"example.com/accounts/backend"
	"example.com/accounts/httpapi"
	"example.com/accounts/store"
)

type broken struct {
	read, write, remove error
	version             int
}

func (b broken) Read(string) (string, int, error) { return "", b.version, b.read }
func (b broken) Write(string, string) error       { return b.write }
func (b broken) Remove(string) error              { return b.remove }

type net struct {
	timeout bool
	cause   error
}

func (n net) Error() string { return "net" }
func (n net) Timeout() bool { return n.timeout }
func (n net) Unwrap() error { return n.cause }

func all(b backend.Backend) map[string]error {
	s := &store.Store{Backend: b}
	_, _, get := s.Get("4\n2")
	return map[string]error{"get": get, "put": s.Put("4\n2", "v", 0), "delete": s.Delete("4\n2")}
}

func TestHiddenNotFound(t *testing.T) {
	missing := fmt.Errorf("shard 3: %w", backend.ErrMissing)
	for _, cause := range []error{backend.ErrMissing, missing} {
		s := &store.Store{Backend: broken{read: cause, remove: cause}}
		_, _, err := s.Get("42")
		if !errors.Is(err, store.ErrNotFound) || errors.Is(err, backend.ErrMissing) {
			t.Errorf("%v", err)
		}
		if httpapi.Status(err) != 404 {
			t.Errorf("%d", httpapi.Status(err))
		}
		if err := s.Put("42", "v", 0); err != nil {
			t.Errorf("a new one: %v", err)
		}
		if err := s.Delete("42"); err != nil {
			t.Errorf("delete of nothing: %v", err)
		}
	}
	_, _, err := (&store.Store{Backend: broken{read: backend.ErrMissing}}).Get("42")
	if err.Error() != `get "42": not found` {
		t.Errorf("%s", err)
	}
}

func TestHiddenTypeAndChain(t *testing.T) {
	cause := fmt.Errorf("disk: %w", io.ErrUnexpectedEOF)
	for op, err := range all(broken{read: cause, write: cause, remove: cause}) {
		var typed *store.Error
		if !errors.As(err, &typed) || typed.Op != op || typed.ID != "4\n2" {
			t.Errorf("%s: %#v", op, err)
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || httpapi.Status(err) != 500 {
			t.Errorf("%s: %v", op, err)
		}
		if want := op + ` "4\n2": disk: unexpected EOF`; err.Error() != want {
			t.Errorf("%s, want %s", err, want)
		}
	}
}

func TestHiddenWriteFails(t *testing.T) {
	err := (&store.Store{Backend: broken{write: io.ErrShortWrite}}).Put("1", "v", 0)
	var typed *store.Error
	if !errors.As(err, &typed) || typed.Op != "put" || !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%#v", err)
	}
}

func TestHiddenConflict(t *testing.T) {
	err := (&store.Store{Backend: broken{version: 2}}).Put("not found", "v", 1)
	var typed *store.Error
	if !errors.Is(err, store.ErrConflict) || !errors.As(err, &typed) || typed.Op != "put" || httpapi.Status(err) != 409 {
		t.Errorf("%#v", err)
	}
}

func TestHiddenStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 200},
		{errors.New("not found"), 500},
		{errors.New("conflict"), 500},
		{net{timeout: true}, 503},
		{net{timeout: false}, 500},
		{context.DeadlineExceeded, 503},
		{fmt.Errorf("a: %w", net{timeout: true}), 503},
		{net{timeout: false, cause: net{timeout: true}}, 503},
	} {
		if got := httpapi.Status(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
	for op, err := range all(broken{read: net{timeout: true}, remove: net{timeout: true}}) {
		if httpapi.Status(err) != 503 {
			t.Errorf("%s: %d", op, httpapi.Status(err))
		}
	}
}

func TestHiddenNilStaysNil(t *testing.T) {
	for op, err := range all(broken{}) {
		if err != nil {
			t.Errorf("%s: %#v", op, err)
		}
	}
}
