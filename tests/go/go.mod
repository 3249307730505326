module minutebook/tests/go

go 1.24

// The copy that Go itself carries stands in for it: see tests/journeys/test_go.py.
require golang.org/x/mod v0.0.0
