package proof

import (
	"testing"
	"time"

	"lyt/flows"
	"lyt/locales"
)

func TestShippedConversationsAreProved(t *testing.T) {
	c, _ := Read(flows.FS, locales.FS)
	if !c.Complete() {
		t.Fatal("the shipped content cannot be read")
	}
	began := time.Now()
	found, coverage := Paths(c)
	t.Logf("%+v in %v", coverage, time.Since(began))
	for _, f := range found {
		t.Errorf("%v\n%s\n%s", f, f.Excerpt, f.Chat)
	}
	if coverage.Stopped || coverage.Reached != coverage.Steps {
		t.Errorf("not all is walked: %+v", coverage)
	}
}
