// Package minmax finds the ends of a list of documents.
package minmax

// Document is what is compared.
type Document struct {
	ID   int
	Size int
}

// MinMax gives the places of a smallest and a largest document; less is called with places. It panics without documents.
func MinMax(documents []Document, less func(i, j int) bool) (min, max int) {
	if len(documents) == 0 {
		panic("minmax: no documents")
	}
	for i := 1; i < len(documents); i++ {
		if less(i, min) {
			min = i
		}
		if less(max, i) {
			max = i
		}
	}
	return min, max
}
