package duration

import (
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

func TestHiddenDaysAndWeeks(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30d":        30 * day,
		"2w":         14 * day,
		"1w3d12h":    10*day + 12*time.Hour,
		"1.5d":       36 * time.Hour,
		"0.5w12h":    4 * day,
		"-2d":        -2 * day,
		"+1d":        day,
		"-1d30m":     -day - 30*time.Minute,
		"1d1ms":      day + time.Millisecond,
		"1d0h5m":     day + 5*time.Minute,
		"1h30m0.5s":  90*time.Minute + 500*time.Millisecond,
		"1d1us":      day + time.Microsecond,
		"106751d":    106751 * day,
		"0":          0,
		"0d":         0,
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestHiddenOrder(t *testing.T) {
	for _, text := range []string{"3h2d", "1d1d", "1d1w", "5m1h", "1s1s", "1ms1s", "1h1h", "2d1h3d"} {
		if d, err := Parse(text); err == nil {
			t.Errorf("%q: %v", text, d)
		} else if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in %q", text, err)
		}
	}
}

func TestHiddenNonsense(t *testing.T) {
	for _, text := range []string{"", "d", "5", "1x", "1dd", "1d ", " 1d", "1 d", "-", "1d-5h", "--1d", "1d5", ".d", "1D"} {
		if d, err := Parse(text); err == nil {
			t.Errorf("%q: %v", text, d)
		}
	}
}

func TestHiddenTooLong(t *testing.T) {
	for _, text := range []string{"106752d", "20000w", "-20000w", "99999999999999999999d", "15250w2d"} {
		if d, err := Parse(text); err == nil {
			t.Errorf("%q: %v", text, d)
		}
	}
}

func TestHiddenFormat(t *testing.T) {
	for d, want := range map[time.Duration]string{
		36 * time.Hour:                        "1d12h",
		0:                                     "0s",
		1500 * time.Millisecond:               "1s500ms",
		8 * day:                               "1w1d",
		-90 * time.Minute:                     "-1h30m",
		1:                                     "1ns",
		time.Millisecond + 2*time.Microsecond: "1ms2us",
		time.Hour + 5*time.Nanosecond:         "1h5ns",
		60 * time.Second:                      "1m",
	} {
		if got := Format(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}

func TestHiddenThereAndBack(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	all := []time.Duration{math.MaxInt64, math.MinInt64, math.MinInt64 + 1, -1, 1, day - 1}
	for i := 0; i < 2000; i++ {
		all = append(all, time.Duration(random.Int63()>>uint(random.Intn(60)))*time.Duration(1-2*random.Intn(2)))
	}
	for _, d := range all {
		if got, err := Parse(Format(d)); err != nil || got != d {
			t.Fatalf("%d is written as %s and read as %d, %v", d, Format(d), got, err)
		}
	}
}
