package minmax

import "testing"

func bySize(documents []Document) func(i, j int) bool {
	return func(i, j int) bool { return documents[i].Size < documents[j].Size }
}

func TestMinMax(t *testing.T) {
	documents := []Document{{1, 40}, {2, 10}, {3, 70}, {4, 20}, {5, 60}}
	if min, max := MinMax(documents, bySize(documents)); min != 1 || max != 2 {
		t.Fatal(min, max)
	}
}

func TestOne(t *testing.T) {
	documents := []Document{{1, 40}}
	if min, max := MinMax(documents, bySize(documents)); min != 0 || max != 0 {
		t.Fatal(min, max)
	}
}
