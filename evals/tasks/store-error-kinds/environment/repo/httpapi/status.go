// Package httpapi turns errors into HTTP's numbers.
package httpapi

import "strings"

// Status is the HTTP status for an error of the store.
func Status(err error) int {
	switch {
	case err == nil:
		return 200
	case strings.Contains(err.Error(), "not found"):
		return 404
	case strings.Contains(err.Error(), "conflict"):
		return 409
	}
	return 500
}
