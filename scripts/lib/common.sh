# What the scripts share. Source it first: it stops at errors, goes to the project's root and defines the functions
# below. Bash of Debian 12.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
project_root=$PWD
export LC_ALL=C.UTF-8
# shellcheck source=scripts/lib/packages.sh
source scripts/lib/packages.sh

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$(basename "$0"): $*"
  exit 1
}

# phase NAME COMMAND… runs the command and says how long it took, also when it fails.
phase() {
  local name=$1 started=$SECONDS status=0
  shift
  say "== $name"
  "$@" || status=$?
  say "== $name: $((SECONDS - started)) s"
  return "$status"
}

# Two jobs unless the machine has more cores; a translation unit with Beast and sanitizers takes about 1 GB.
jobs_for_build() {
  local cores gigabytes jobs
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  jobs=$((gigabytes < cores ? gigabytes : cores))
  echo "$((jobs > 1 ? jobs : 1))"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    return 126
  fi
}

require_debian_12() {
  local name=unknown version=unknown
  if [ -r /etc/os-release ]; then
    # shellcheck disable=SC1091
    name=$(. /etc/os-release && echo "${ID:-unknown}")
    # shellcheck disable=SC1091
    version=$(. /etc/os-release && echo "${VERSION_ID:-unknown}")
  fi
  [ "$name $version" = "debian 12" ] ||
    die "these scripts install packages of Debian 12 (bookworm); this is $name $version. " \
        "On another system install what scripts/lib/packages.sh lists, then build with cmake --preset release."
}

# Packages of the given list that are not installed, in one line.
missing_of() {
  local installed package
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\n' 2>/dev/null |
    sed -nE 's/^ii +([^:]+).*/\1/p')
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s ' "$package"
  done
}

# While packages are configured, their services are not started: tests start what they need by themselves.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then
    as_root "$@"
    return
  fi
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
  as_root "$@" || status=$?
  as_root rm -f "$policy"
  return "$status"
}

# install_packages NAME… installs what is missing of them; when nothing is, it takes a tenth of a second.
install_packages() {
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  require_debian_12
  say "Installing: $missing"
  as_root true ||
    die "installing packages needs root or sudo. As root: apt-get install --no-install-recommends $missing"
  local log
  log=$(mktemp)
  # A list that cannot be refreshed is not yet a failure: another one, or the old copy, may have all that is needed.
  as_root apt-get update -q -o Acquire::Retries=3 >"$log" 2>&1 </dev/null || say "apt-get update complained: $(tail -n 2 "$log")"
  # shellcheck disable=SC2086
  if ! without_services apt-get install -y -q --no-install-recommends -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 \
      -o DPkg::Lock::Timeout=300 $missing >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    die "apt-get could not install the packages; the lines above say why. Is there a network, and does /etc/apt list" \
        "Debian 12 (bookworm, main)?"
  fi
  rm -f "$log"
}
