# Sourced by .ci/run and scripts/check-all: runs named steps in lanes, and says at the end how each went.

steps=$(mktemp -d)

# step NAME COMMAND…: runs a command. All that it prints is printed when it has ended, with its seconds.
# The exit code is the command's.
step() {
  local name=$1 began=$SECONDS status=0 outcome=ok seconds
  shift
  "$@" >"$steps/$name.log" 2>&1 </dev/null || status=$?
  seconds=$((SECONDS - began))
  [ "$status" -eq 0 ] || outcome="FAILED (exit $status)"
  {
    # One step at a time, so that the lines of two lanes do not mix.
    flock 9
    echo "=== $name: $*"
    cat "$steps/$name.log"
    echo "=== $name: $outcome, $seconds s"
    printf '%6d s  %-18s %s\n' "$seconds" "$name" "$outcome" >>"$steps/table"
  } 9>"$steps/lock"
  return "$status"
}

# in_lanes FUNCTION…: runs functions of steps side by side. A step that fails does not end its lane by itself.
in_lanes() {
  local lane
  # A process group for each lane, so that all of it can be ended.
  set -m
  for lane in "$@"; do
    (
      set +e
      "$lane"
      exit 0
    ) &
  done
  set +m
  for lane in $(jobs -p); do
    wait "$lane" || echo "       -  a lane of steps      FAILED (exit $?)" >>"$steps/table"
  done
}

# Prints the table of all steps; fails if one of them did.
report_steps() {
  echo "=== all steps: $SECONDS s"
  cat "$steps/table"
  ! grep -q FAILED "$steps/table"
}

# Ends what still runs when the script does, and removes the logs.
end_steps() {
  local lane
  for lane in $(jobs -p); do kill -- "-$lane" 2>/dev/null || true; done
  rm -rf "$steps"
}
trap end_steps EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
