package duration

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90m":     90 * time.Minute,
		"1h30m":   90 * time.Minute,
		"-1.5s":   -1500 * time.Millisecond,
		"250ms":   250 * time.Millisecond,
		"0":       0,
		"1us10ns": 1010,
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, text := range []string{"", "5", "h", "1x", "1h-5m"} {
		if d, err := Parse(text); err == nil {
			t.Errorf("%q: %v", text, d)
		}
	}
}
