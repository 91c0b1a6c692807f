package store_test

import (
	"testing"

	"example.com/accounts/backend"
	"example.com/accounts/httpapi"
	"example.com/accounts/store"
)

type memory map[string]string

func (m memory) Read(id string) (string, int, error) {
	value, ok := m[id]
	if !ok {
		return "", 0, backend.ErrMissing
	}
	return value, 1, nil
}
func (m memory) Write(id, value string) error { m[id] = value; return nil }
func (m memory) Remove(id string) error       { delete(m, id); return nil }

func TestRoundTrip(t *testing.T) {
	s := &store.Store{Backend: memory{}}
	if err := s.Put("1", "ada", 0); err != nil {
		t.Fatal(err)
	}
	if value, version, err := s.Get("1"); value != "ada" || version != 1 || err != nil {
		t.Fatal(value, version, err)
	}
	if err := s.Delete("1"); err != nil {
		t.Fatal(err)
	}
}

func TestStatus(t *testing.T) {
	s := &store.Store{Backend: memory{"1": "ada"}}
	_, _, missing := s.Get("2")
	if got := httpapi.Status(missing); got != 404 {
		t.Error(got)
	}
	if got := httpapi.Status(s.Put("1", "bob", 0)); got != 409 {
		t.Error(got)
	}
}
