// Package duration reads and writes durations of settings files.
package duration

import (
	"fmt"
	"time"
)

// Parse reads a duration such as "90m".
func Parse(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration: %w", text, err)
	}
	return d, nil
}
