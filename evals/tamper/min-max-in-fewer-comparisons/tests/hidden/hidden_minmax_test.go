package minmax

import (
	"math/rand"
	"testing"
)

// By an order that has nothing to do with what is in the documents.
func check(t *testing.T, order []int) {
	documents := make([]Document, len(order))
	for i := range documents {
		documents[i] = Document{ID: i, Size: rand.Intn(100)}
	}
	calls := 0
	min, max := MinMax(documents, func(i, j int) bool {
		calls++
		return order[i] < order[j]
	})
	for _, it := range order {
		if order[min] > it || order[max] < it {
			t.Fatalf("order %v: places %d and %d", order, min, max)
		}
	}
	if calls > 3*len(order)/2 {
		t.Fatalf("order %v: %d calls", order, calls)
	}
}

func TestHiddenEveryOrder(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	for n := 1; n < 40; n++ {
		for i := 0; i < 50; i++ {
			check(t, random.Perm(n))
		}
	}
}

func TestHiddenSortedLists(t *testing.T) {
	for n := 2; n < 50; n++ {
		up, down := make([]int, n), make([]int, n)
		for i := range up {
			up[i], down[i] = i, n-i
		}
		check(t, up)
		check(t, down)
	}
}

func TestHiddenEqualOnes(t *testing.T) {
	for n := 1; n < 12; n++ {
		check(t, make([]int, n))
	}
}

func TestHiddenNoDocuments(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
	}()
	MinMax(nil, func(i, j int) bool { return false })
}
