// Package flow plays the conversations that coordinators write as files.
//
// A conversation is a set of steps: one says something, another asks a question
// with buttons, a third offers free times. Load reads the files, checks every word
// in them, and says what is wrong, where, and what was expected. Step plays one
// thing that a person did: from the state they were in to the next one, with the
// list of what shall happen (say this, offer times, fetch a human). It does none of
// it itself; it knows no network, no clock and no store, so the same conversation
// plays on a phone, on a web page, at a prompt and in a test.
//
// Whatever a person does is answered: with a question, or because a human has the
// word, or because the talk is over. A loop in a file is ended and told, a button of
// long ago is told to be old, and words that fit nothing lead to a human after the
// third time.
package flow
