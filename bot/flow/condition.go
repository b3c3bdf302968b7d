package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"lyt/bot/who5"
)

// maxCondition is checked before parsing: a million brackets would otherwise take
// the process down.
const maxCondition = 500

// condition is a branch's question to the memory. Only what can be checked
// exhaustively is allowed: names against fixed values, joined by &&, || and not.
type condition struct {
	op     string // "&&", "||", "not", "taken", "zero", "in" (name is one of values), "has" (name holds values[0]), or a comparison
	name   string
	values []string
	number int
	parts  []*condition
}

// holds answers the question. A name that holds nothing is "" or an empty list;
// a comparison with a score that was not taken is false.
func (c *condition) holds(memory map[string][]string) bool {
	switch c.op {
	case "&&":
		return c.parts[0].holds(memory) && c.parts[1].holds(memory)
	case "||":
		return c.parts[0].holds(memory) || c.parts[1].holds(memory)
	case "not":
		return !c.parts[0].holds(memory)
	case "has":
		return slices.Contains(memory[c.name], c.values[0])
	case "in":
		return slices.Contains(c.values, first(memory[c.name]))
	}
	answers, err := who5.Read(first(memory[c.name]))
	switch {
	case err != nil:
		return false
	case c.op == "taken":
		return true
	case c.op == "zero":
		return answers.HasZero()
	}
	return compare(c.op, answers.Score(), c.number)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func compare(op string, a, b int) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "==":
		return a == b
	}
	return a != b
}

// conditionError says what is wrong in a condition, and at which of its characters.
type conditionError struct {
	at      int
	code    string
	message string
}

func (e *conditionError) Error() string { return e.message }

func wrong(n ast.Node, code, format string, args ...any) error {
	return &conditionError{n.Location().From, code, fmt.Sprintf(format, args...)}
}

// parseCondition compiles a condition against the declared names.
func parseCondition(text string, names map[string]*variable) (*condition, error) {
	if utf8.RuneCountInString(text) > maxCondition {
		return nil, &conditionError{0, "long-condition", fmt.Sprintf("a condition has at most %d characters", maxCondition)}
	}
	if strings.TrimSpace(text) == "" {
		return nil, &conditionError{0, "bad-condition", `the condition is empty; write one such as role == "young"`}
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, syntaxOf(err)
	}
	return conditions{names}.compile(tree.Node)
}

func syntaxOf(err error) error {
	e, ok := errors.AsType[*file.Error](err)
	if !ok {
		return &conditionError{0, "bad-condition", "the condition cannot be read"}
	}
	hint := ""
	if strings.Contains(e.Message, `Operator("=")`) {
		hint = "; to compare, write =="
	}
	return &conditionError{e.From, "bad-condition", "the condition cannot be read: " + e.Message + hint}
}

// conditions compiles what the parser made, and refuses all that is not listed here.
type conditions struct{ names map[string]*variable }

func (c conditions) compile(n ast.Node) (*condition, error) {
	switch n := n.(type) {
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			part, err := c.compile(n.Node)
			return &condition{op: "not", parts: []*condition{part}}, err
		}
	case *ast.MemberNode:
		return c.property(n)
	case *ast.IdentifierNode:
		v, err := c.lookup(n)
		if err != nil {
			return nil, err
		}
		return nil, wrong(n, "bad-condition", "say what %s is compared with, %s", n.Value, v.example())
	}
	return nil, wrong(n, "bad-condition", `this cannot be asked; use role == "young", "grief" in topics, who5.score <= 35, who5.zero, who5.taken, joined by && || not`)
}

func (c conditions) binary(n *ast.BinaryNode) (*condition, error) {
	switch n.Operator {
	case "&&", "and":
		return c.join("&&", n)
	case "||", "or":
		return c.join("||", n)
	case "in":
		return c.in(n)
	case "==", "!=", "<", "<=", ">", ">=":
		if member, ok := n.Left.(*ast.MemberNode); ok {
			return c.score(n, member)
		}
		return c.equal(n)
	}
	return nil, wrong(n, "bad-condition", "%s cannot be used here; use == != < <= > >= in && || not", n.Operator)
}

func (c conditions) join(op string, n *ast.BinaryNode) (*condition, error) {
	left, err := c.compile(n.Left)
	if err != nil {
		return nil, err
	}
	right, err := c.compile(n.Right)
	return &condition{op: op, parts: []*condition{left, right}}, err
}

// in compiles `age in ["15-17", "18-25"]` and `"grief" in topics`.
func (c conditions) in(n *ast.BinaryNode) (*condition, error) {
	if value, ok := n.Left.(*ast.StringNode); ok {
		v, err := c.lookup(n.Right)
		if err != nil {
			return nil, err
		}
		if v.kind != manyOf {
			return nil, wrong(n.Right, "bad-condition", "%s holds one value: write %s == %q", v.name, v.name, value.Value)
		}
		return &condition{op: "has", name: v.name, values: []string{value.Value}}, c.known(v, value)
	}
	v, err := c.lookup(n.Left)
	if err != nil {
		return nil, err
	}
	if !v.comparable() {
		return nil, wrong(n.Left, "bad-condition", "%s cannot be asked like this; %s", v.name, v.example())
	}
	values, err := c.list(v, n.Right)
	return &condition{op: "in", name: v.name, values: values}, err
}

func (c conditions) list(v *variable, n ast.Node) ([]string, error) {
	array, ok := n.(*ast.ArrayNode)
	if !ok || len(array.Nodes) == 0 {
		return nil, wrong(n, "bad-condition", `expected a list of values, such as ["a", "b"]`)
	}
	var values []string
	for _, item := range array.Nodes {
		value, ok := item.(*ast.StringNode)
		if !ok {
			return nil, wrong(item, "bad-condition", "expected a value in quotes")
		}
		if err := c.known(v, value); err != nil {
			return nil, err
		}
		values = append(values, value.Value)
	}
	return values, nil
}

// equal compiles `role == "young"` and `role != "young"`.
func (c conditions) equal(n *ast.BinaryNode) (*condition, error) {
	v, err := c.lookup(n.Left)
	if err != nil {
		return nil, err
	}
	value, ok := n.Right.(*ast.StringNode)
	if !v.comparable() || n.Operator != "==" && n.Operator != "!=" {
		return nil, wrong(n, "bad-condition", "%s cannot be asked like this; %s", v.name, v.example())
	}
	if !ok {
		return nil, wrong(n.Right, "bad-condition", "expected a value in quotes, %s", v.example())
	}
	is := &condition{op: "in", name: v.name, values: []string{value.Value}}
	if n.Operator == "!=" {
		is = &condition{op: "not", parts: []*condition{is}}
	}
	return is, c.known(v, value)
}

// score compiles `who5.score <= 35`.
func (c conditions) score(n *ast.BinaryNode, member *ast.MemberNode) (*condition, error) {
	v, property, err := c.member(member)
	if err != nil {
		return nil, err
	}
	number, ok := n.Right.(*ast.IntegerNode)
	if property != "score" || !ok || number.Value < 0 || number.Value > 100 {
		return nil, wrong(n.Right, "bad-condition", "compare the score with a number from 0 to 100, %s", v.example())
	}
	return &condition{op: n.Operator, name: v.name, number: number.Value}, nil
}

// property compiles `who5.taken`, and `who5.zero`: one of the items was answered "at
// no time".
func (c conditions) property(n *ast.MemberNode) (*condition, error) {
	v, property, err := c.member(n)
	if err != nil {
		return nil, err
	}
	if property == "score" {
		return nil, wrong(n, "bad-condition", "say what the score is compared with, %s", v.example())
	}
	return &condition{op: property, name: v.name}, nil
}

func (c conditions) member(n *ast.MemberNode) (*variable, string, error) {
	v, err := c.lookup(n.Node)
	if err != nil {
		return nil, "", err
	}
	property, ok := n.Property.(*ast.StringNode)
	if v.kind != aScore || !ok || n.Method || n.Optional {
		return nil, "", wrong(n, "bad-condition", "only a screening has a score; %s", v.example())
	}
	if !slices.Contains([]string{"score", "taken", "zero"}, property.Value) {
		return nil, "", wrong(n, "bad-condition", "unknown field %q%s; there are score, taken and zero", property.Value, meant(property.Value, "score", "taken", "zero"))
	}
	return v, property.Value, nil
}

func (c conditions) lookup(n ast.Node) (*variable, error) {
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return nil, wrong(n, "bad-condition", "expected a name from remember here")
	}
	v := c.names[id.Value]
	if v == nil {
		return nil, wrong(n, "unknown-name", "%q is not declared in remember%s", id.Value, meantName(id.Value, c.names))
	}
	if v.kind == aText {
		return nil, wrong(n, "bad-condition", "%s is the person's own words; no condition may ask for them", v.name)
	}
	return v, nil
}

func (c conditions) known(v *variable, value *ast.StringNode) error {
	if v.kind == anArea && isID(value.Value) || slices.Contains(v.values, value.Value) {
		return nil
	}
	return wrong(value, "unknown-value", "%s cannot be %q%s", v.name, value.Value, meant(value.Value, v.values...))
}
