// Package limit has a token bucket.
package limit

import (
	"sync"
	"time"
)

// Limiter hands out tokens. Make one with New.
type Limiter struct {
	mu     sync.Mutex
	rate   float64
	burst  int
	tokens int
	last   time.Time
	now    func() time.Time
}

// New gives a full bucket of burst tokens that gets rate new ones a second. now is the clock.
func New(rate float64, burst int, now func() time.Time) *Limiter {
	return &Limiter{rate: rate, burst: burst, tokens: burst, last: now(), now: now}
}

// Allow takes n tokens if they are there.
func (l *Limiter) Allow(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.now()
	l.tokens += int(t.Sub(l.last).Seconds() * l.rate)
	l.last = t
	if n > l.tokens {
		return false
	}
	l.tokens -= n
	return true
}
