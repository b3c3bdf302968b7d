package flows_test
import ("testing";"fmt")
func TestDbg(t *testing.T){ for _,f:=range explore(t){ fmt.Println(f.step, f.where.Asked, f.where.Digits, f.where.Picked, f.where.Memory) } }
