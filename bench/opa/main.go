// Evaluates fleet.rego over actions (JSON lines on stdin: tool, args, context) in one process with a prepared query and no
// server: OPA at its best. Prints the hits of each rule as one JSON object, and the seconds that parsing and evaluating took.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(policy string) error {
	ctx := context.Background()
	source, err := os.ReadFile(policy)
	if err != nil {
		return err
	}
	query, err := rego.New(rego.Query("data.guard.hit"), rego.Module(policy, string(source))).PrepareForEval(ctx)
	if err != nil {
		return err
	}
	var lines [][]byte
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	for input.Scan() {
		lines = append(lines, append([]byte(nil), input.Bytes()...))
	}
	hits := map[string]int{}
	start := time.Now()
	for _, line := range lines {
		var action any
		if err := json.Unmarshal(line, &action); err != nil {
			return err
		}
		value, err := ast.InterfaceToValue(action)
		if err != nil {
			return err
		}
		result, err := query.Eval(ctx, rego.EvalParsedInput(value))
		if err != nil {
			return err
		}
		for _, rule := range result[0].Expressions[0].Value.([]any) {
			hits[rule.(string)]++
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"actions": len(lines), "seconds": time.Since(start).Seconds(), "hits": hits,
	})
}
