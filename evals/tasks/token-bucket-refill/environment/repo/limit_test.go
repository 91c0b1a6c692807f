package limit

import (
	"testing"
	"time"
)

func TestBurstThenRefused(t *testing.T) {
	now := time.Unix(0, 0)
	l := New(1, 2, func() time.Time { return now })
	if !l.Allow(1) || !l.Allow(1) || l.Allow(1) {
		t.Fatal("want two")
	}
	now = now.Add(time.Second)
	if !l.Allow(1) || l.Allow(1) {
		t.Fatal("want one more after a second")
	}
}

func TestAllOrNothing(t *testing.T) {
	now := time.Unix(0, 0)
	l := New(1, 3, func() time.Time { return now })
	if l.Allow(4) || !l.Allow(3) {
		t.Fatal("want all three")
	}
}
