package limit

import (
	"sync"
	"testing"
	"time"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) add(d time.Duration)     { c.at = c.at.Add(d) }
func count(l *Limiter, tries int) (n int) {
	for i := 0; i < tries; i++ {
		if l.Allow(1) {
			n++
		}
	}
	return n
}

func TestHiddenNeverMoreThanBurst(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	l := New(10, 5, c.now)
	c.add(8 * time.Hour)
	if got := count(l, 1000); got != 5 {
		t.Fatalf("got %d after a night, want 5", got)
	}
	c.add(8 * time.Hour)
	if l.Allow(6) {
		t.Fatal("more than burst at once")
	}
	if !l.Allow(5) {
		t.Fatal("a refused request took tokens")
	}
}

func TestHiddenFractionsAreKept(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	l := New(3, 1, c.now)
	count(l, 1)
	passed := 0
	for i := 0; i < 500; i++ {
		c.add(200 * time.Millisecond)
		if l.Allow(1) {
			passed++
		}
	}
	if passed < 245 || passed > 300 {
		t.Fatalf("%d of 500 passed", passed)
	}
	slow := New(0.1, 1, c.now)
	count(slow, 1)
	passed = 0
	for i := 0; i < 1000; i++ {
		c.add(100 * time.Millisecond)
		if slow.Allow(1) {
			passed++
		}
	}
	if passed < 9 || passed > 10 {
		t.Fatalf("%d passed in 100 seconds at 0.1 a second", passed)
	}
}

func TestHiddenClockGoesBack(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	l := New(1, 10, c.now)
	count(l, 8)
	c.add(-time.Hour)
	if got := count(l, 10); got != 2 {
		t.Fatalf("got %d tokens after the clock went back, want the 2 that were left", got)
	}
	c.add(3 * time.Second)
	if got := count(l, 10); got != 3 {
		t.Fatalf("got %d tokens 3 seconds later, want 3", got)
	}
}

func TestHiddenZeroAndLess(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	l := New(1, 2, c.now)
	count(l, 2)
	if !l.Allow(0) || !l.Allow(-5) {
		t.Fatal("nothing was refused")
	}
	if l.Allow(1) {
		t.Fatal("a negative n gave tokens back")
	}
	full := New(1, 2, c.now)
	full.Allow(0)
	full.Allow(-1)
	if got := count(full, 9); got != 2 {
		t.Fatalf("nothing took tokens: %d are left of 2", got)
	}
}

func TestHiddenGoroutines(t *testing.T) {
	at := time.Unix(1000, 0)
	l := New(1, 100, func() time.Time { return at })
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := count(l, 20)
			mu.Lock()
			total += n
			mu.Unlock()
		}()
	}
	wg.Wait()
	if total != 100 {
		t.Fatalf("%d of 100", total)
	}
}
