# Every Debian 12 package that this project needs, in one place. Sourced by scripts/lib/common.sh; each list adds to
# the one before it. A package stands here because something names it: a find_package, a test, or a script.

# To build the library and the command.
packages_build=(
  ca-certificates           # https sources and registries of package lists
  clang-19 lld-19           # the compiler and linker (docs/adr/0005-clang-19.md)
  cmake ninja-build pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libcurl4-openssl-dev
  libfmt-dev libspdlog-dev libcli11-dev libtomlplusplus-dev
  libsqlite3-dev libsqlitecpp-dev
  libarchive-dev
  libturbojpeg0-dev libspng-dev liblodepng-dev libdeflate-dev libwebp-dev libheif-dev
  liblcms2-dev libexif-dev libzimg-dev
  libcairo2-dev
)

# To build the Python package as well.
packages_python=(
  python3 python3-dev pybind11-dev
)

# To build and run the tests.
packages_test=(
  "${packages_python[@]}"
  python3-pytest python3-venv mypy python3-typeshed  # the Python package: its tests, a clean place for its wheel, its types
  python3-numpy python3-pil           # pictures that people have in memory
  libgtest-dev libgmock-dev librapidcheck-dev
  libclang-rt-19-dev llvm-19          # sanitizers, libFuzzer, names in their reports
  python3-jsonschema                  # layer check, documents, contracts
  python3-yaml                        # reads exported configurations back
  radosgw ceph-mon ceph-osd ceph-common   # a real S3 server on a memory store
  zlib1g-dev                          # the simulator packs pictures
  procps
)

# To measure; to build and run the tests too, so that benchmarks do not fall behind.
packages_bench=(libbenchmark-dev)

# To check form: scripts/format, scripts/tidy.
packages_check=(clang-format-19 clang-tidy-19 clang-tools-19 python3)
