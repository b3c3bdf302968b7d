package bottest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// RedisServer is a real redis-server of one test's own, on a port of loopback.
type RedisServer struct {
	URL  string // redis://127.0.0.1:port
	Addr string // 127.0.0.1:port

	dir  string
	args []string
	cmd  *exec.Cmd
	done chan struct{}
}

// startTime is how long a server may take to answer.
const startTime = 10 * time.Second

// NeedsRedis skips a test, loudly, where there is no redis-server.
func NeedsRedis(t testing.TB) {
	t.Helper()
	for _, tool := range []string{"redis-server", "redis-cli"} {
		if _, err := exec.LookPath(tool); err != nil {
			Missing(t, tool, "nothing was tried against a real Redis")
		}
	}
}

// StartRedis starts a server that ends with the test. It keeps nothing on disk,
// unless the arguments say so: "--appendonly", "yes" survives Kill and Restart.
func StartRedis(t testing.TB, args ...string) *RedisServer {
	t.Helper()
	NeedsRedis(t)
	const tries = 5 // somebody else may take the port in between
	for try := 1; ; try++ {
		port := freePort(t)
		s := &RedisServer{Addr: fmt.Sprintf("127.0.0.1:%d", port), dir: t.TempDir()}
		s.URL = "redis://" + s.Addr
		s.args = append([]string{"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--appendonly", "no"}, args...)
		err := s.start()
		if err == nil {
			t.Cleanup(s.Stop)
			return s
		}
		if try == tries {
			t.Fatalf("start redis-server: %v", err)
		}
	}
}

// StartSentinel starts a Sentinel with the given configuration file, which it will
// change. It ends with the test.
func StartSentinel(t testing.TB, config string) *RedisServer {
	t.Helper()
	NeedsRedis(t)
	port := freePort(t)
	s := &RedisServer{Addr: fmt.Sprintf("127.0.0.1:%d", port), dir: t.TempDir()}
	s.URL = "redis://" + s.Addr
	s.args = []string{config, "--sentinel", "--port", fmt.Sprint(port), "--bind", "127.0.0.1"}
	if err := s.start(); err != nil {
		t.Fatalf("start sentinel: %v", err)
	}
	t.Cleanup(s.Stop)
	return s
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only asked for a number
	return l.Addr().(*net.TCPAddr).Port
}

func (s *RedisServer) start() error {
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the server has its own
	s.cmd = exec.Command("redis-server", s.args...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	cmd, done := s.cmd, make(chan struct{})
	s.done = done
	go func() { _ = cmd.Wait(); close(done) }() // how it ended shows in what the test sees
	if err := s.answers(); err != nil {
		s.Kill()
		return err
	}
	return nil
}

// answers waits until the server does, or has ended.
func (s *RedisServer) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		switch said := s.Say("PING"); {
		case said == "+PONG", strings.HasPrefix(said, "-NOAUTH"):
			return nil
		}
		select {
		case <-again.C:
		case <-s.done:
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("redis-server ended: %s", text)
		case <-ctx.Done():
			return fmt.Errorf("redis-server does not answer")
		}
	}
}

// Say sends one inline command and gives the first line of the answer; empty when
// there is none.
func (s *RedisServer) Say(command string) string {
	c, err := net.DialTimeout("tcp", s.Addr, time.Second)
	if err != nil {
		return ""
	}
	defer c.Close() //nolint:errcheck // read already
	if err := c.SetDeadline(time.Now().Add(startTime)); err != nil {
		return ""
	}
	if _, err := fmt.Fprintf(c, "%s\r\n", command); err != nil {
		return ""
	}
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

// Kill ends the server as kill -9 does.
func (s *RedisServer) Kill() {
	_ = s.cmd.Process.Kill() // it may have ended already
	<-s.done
}

// Restart starts the server again, on the same port with the same files.
func (s *RedisServer) Restart(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatalf("restart redis-server: %v", err)
	}
}

// Stop ends the server.
func (s *RedisServer) Stop() { s.Kill() }

// RedisCluster is six real servers: three masters and a replica of each.
type RedisCluster struct {
	URL   string // for redis.Open: the first node, and the others as addr=
	Nodes []*RedisServer
}

const clusterNodes = 6

// StartCluster starts a cluster that ends with the test. It takes some seconds.
func StartCluster(t testing.TB) *RedisCluster {
	t.Helper()
	NeedsRedis(t)
	c := &RedisCluster{}
	var addrs []string
	for len(c.Nodes) < clusterNodes {
		node := startNode(t)
		c.Nodes = append(c.Nodes, node)
		addrs = append(addrs, node.Addr)
	}
	args := append([]string{"--cluster", "create"}, addrs...)
	out, err := exec.Command("redis-cli", append(args, "--cluster-replicas", "1", "--cluster-yes")...).CombinedOutput()
	if err != nil {
		t.Fatalf("make cluster: %v\n%s", err, out)
	}
	c.URL = "redis://" + addrs[0] + "?addr=" + strings.Join(addrs[1:], "&addr=")
	c.settle(t)
	return c
}

// startNode starts one node. Nodes talk to each other on their port plus 10,000.
func startNode(t testing.TB) *RedisServer {
	t.Helper()
	for {
		port := freePort(t)
		if port > 65535-10000 {
			continue
		}
		bus, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port+10000))
		if err != nil {
			continue
		}
		_ = bus.Close()
		s := &RedisServer{Addr: fmt.Sprintf("127.0.0.1:%d", port), dir: t.TempDir()}
		s.URL = "redis://" + s.Addr
		s.args = []string{"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--appendonly", "no",
			"--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "5000", "--repl-diskless-sync-delay", "0"}
		if s.start() == nil {
			t.Cleanup(s.Stop)
			return s
		}
	}
}

// settle waits until every node knows every other and the replicas follow.
func (c *RedisCluster) settle(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*startTime)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if c.ready() {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatal("cluster does not settle")
		}
	}
}

func (c *RedisCluster) ready() bool {
	masters := 0
	for _, node := range c.Nodes {
		info := node.All("CLUSTER INFO")
		replication := node.All("INFO replication")
		if strings.Contains(replication, "role:master") {
			masters++
		} else if !strings.Contains(replication, "master_link_status:up") {
			return false
		}
		if !strings.Contains(info, "cluster_state:ok") || !strings.Contains(info, fmt.Sprintf("cluster_known_nodes:%d", clusterNodes)) {
			return false
		}
	}
	return masters == clusterNodes/2
}

// All gives the whole answer to a command, as redis-cli prints it.
func (s *RedisServer) All(command string) string {
	_, port, _ := net.SplitHostPort(s.Addr)
	out, _ := exec.Command("redis-cli", append([]string{"-p", port}, strings.Fields(command)...)...).Output()
	return string(out)
}
