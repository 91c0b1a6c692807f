// Package backend is where accounts are kept.
package backend

import "errors"

// ErrMissing says that there is no such record.
var ErrMissing = errors.New("missing")

// Backend keeps records with a version that grows with each write.
type Backend interface {
	Read(id string) (value string, version int, err error)
	Write(id, value string) error
	Remove(id string) error
}
