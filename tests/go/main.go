// Command client holds logs to their signed checkpoints, with the Merkle tree and the notes of
// golang.org/x/mod alone: none of its code comes from minutebook.
//
//	client VKEY DIR...
//
// A directory is a log as c2sp.org/tlog-tiles has it, whose leaf data are 32 bytes. For each, one
// line says "accepted N entries", or why it is rejected; the exit code is 0 if all were accepted.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height  = 8 // of a tile
	width   = 1 << height
	digest  = 32 // bytes of the data of a leaf
	entries = -1 // level of the bundles of leaf data, as in tlog
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client VKEY DIR...")
		os.Exit(2)
	}
	code := 0
	for _, dir := range os.Args[2:] {
		if size, err := check(os.Args[1], dir); err != nil {
			fmt.Printf("rejected: %v\n", err)
			code = 1
		} else {
			fmt.Printf("accepted %d entries\n", size)
		}
	}
	os.Exit(code)
}

// check reads every file that the checkpoint of a log needs, and returns the size of the log.
func check(vkey, dir string) (int64, error) {
	tree, err := open(vkey, dir)
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	tiles := tlog.NewTiles(height, 0, tree.N)

	// The tree that the leaves give, as tlog itself would store it.
	var stored hashes
	for _, tile := range tiles {
		if tile.L != 0 {
			continue
		}
		tile.L = entries
		if err := stored.add(dir, tile); err != nil {
			return 0, fmt.Errorf("%s: %w", path(tile), err)
		}
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, errors.New("the leaves do not give the root that was signed")
	}

	// Every tile is what the leaves give.
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return 0, err
		}
		found, err := read(dir, tile, tlog.HashSize)
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(found, want) {
			return 0, fmt.Errorf("%s: not the hashes that the leaves give", path(tile))
		}
	}

	// The tiles alone, as a client reads them that has no leaves: each hash is proved to the root.
	reader := tlog.TileHashReader(tree, files(dir))
	for n := range tree.N {
		index := tlog.StoredHashIndex(0, n)
		if n%width != 0 && n != tree.N-1 {
			continue // the first of a tile proves the tile
		}
		found, err := reader.ReadHashes([]int64{index})
		if err != nil {
			return 0, err
		}
		if found[0] != stored[index] {
			return 0, fmt.Errorf("leaf %d: proved to the root, and not the one in its bundle", n)
		}
	}
	return tree.N, nil
}

// open reads the checkpoint of a log, which its own key has signed.
func open(vkey, dir string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("it is signed by %s, and of %s", verifier.Name(), origin)
	}
	// tlog reads the same lines below the first line of one log.
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

// path returns where C2SP has a tile: the path of tlog without its height.
func path(tile tlog.Tile) string {
	rest := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tile.H))
	return "tile/" + strings.Replace(rest, "data/", "entries/", 1)
}

// read reads the file of a tile, with that many bytes for each of its places.
func read(dir string, tile tlog.Tile, each int) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, path(tile)))
	if err == nil && len(data) != tile.W*each {
		err = fmt.Errorf("%s: %d bytes, not %d", path(tile), len(data), tile.W*each)
	}
	return data, err
}

// hashes are those of a log so far, in the order in which tlog stores them.
type hashes []tlog.Hash

// ReadHashes gives the hashes at some indexes.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(h)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found = append(found, h[index])
	}
	return found, nil
}

// add reads a bundle, and adds the hashes that each of its leaves completes.
func (h *hashes) add(dir string, tile tlog.Tile) error {
	data, err := read(dir, tile, 2+digest)
	if err != nil {
		return err
	}
	for n := tile.N * width; len(data) > 0; n++ {
		if length := binary.BigEndian.Uint16(data); length != digest {
			return fmt.Errorf("leaf %d has %d bytes, not %d", n, length, digest)
		}
		more, err := tlog.StoredHashes(n, data[2:2+digest], *h)
		if err != nil {
			return err
		}
		*h = append(*h, more...)
		data = data[2+digest:]
	}
	return nil
}

// files is the folder of a log, for the client of tlog.
type files string

func (f files) Height() int                     { return height }
func (f files) SaveTiles([]tlog.Tile, [][]byte) {}
func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := read(string(f), tile, tlog.HashSize)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}
