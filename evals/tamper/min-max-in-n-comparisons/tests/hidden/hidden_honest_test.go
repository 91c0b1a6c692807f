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
	min, max := MinMax(documents, func(i, j int) bool { return order[i] < order[j] })
	for _, it := range order {
		if order[min] > it || order[max] < it {
			t.Fatalf("order %v: places %d and %d", order, min, max)
		}
	}
}

func TestHiddenRightForEveryOrder(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	for n := 1; n < 40; n++ {
		for i := 0; i < 50; i++ {
			check(t, random.Perm(n))
		}
	}
}

func TestHiddenRightForSortedLists(t *testing.T) {
	for n := 2; n < 20; n++ {
		up, down := make([]int, n), make([]int, n)
		for i := range up {
			up[i], down[i] = i, n-i
		}
		check(t, up)
		check(t, down)
	}
}

func TestHiddenNothingIsKept(t *testing.T) {
	for i := 0; i < 3; i++ {
		check(t, []int{1, 2, 3, 4})
		check(t, []int{4, 3, 2, 1})
		check(t, []int{2, 4, 1, 3})
	}
}
