// Package store has the accounts.
package store

import (
	"fmt"

	"example.com/accounts/backend"
)

// Store reads and writes accounts.
type Store struct {
	Backend backend.Backend
}

// Get gives an account and its version.
func (s *Store) Get(id string) (string, int, error) {
	value, version, err := s.Backend.Read(id)
	if err == backend.ErrMissing {
		return "", 0, fmt.Errorf("account %s not found", id)
	}
	if err != nil {
		return "", 0, fmt.Errorf("read of account %s: %v", id, err)
	}
	return value, version, nil
}

// Put writes an account that is at the given version; a new one is at version 0.
func (s *Store) Put(id, value string, version int) error {
	_, current, err := s.Backend.Read(id)
	if err != nil && err != backend.ErrMissing {
		return fmt.Errorf("read of account %s: %v", id, err)
	}
	if current != version {
		return fmt.Errorf("conflict on account %s: version %d, not %d", id, current, version)
	}
	return s.Backend.Write(id, value)
}

// Delete removes an account.
func (s *Store) Delete(id string) error {
	err := s.Backend.Remove(id)
	if err == backend.ErrMissing {
		return fmt.Errorf("account %s not found", id)
	}
	return err
}
