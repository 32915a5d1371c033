# Sourced by ./mvnw and ./hindcast. Sets JAVA_HOME to a JDK 25 (or newer): the one JAVA_HOME names, the one on the
# PATH, or the first found in the usual JVM folders. Ends the script with one clear sentence when there is none.

hindcast_jdk_version() { # prints the feature version of the JDK in folder $1, nothing if that is no JDK
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

hindcast_find_jdk() {
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null) || on_path=
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/javac}" \
    /usr/lib/jvm/* /usr/java/* /usr/local/openjdk* /opt/java/* /opt/jdk* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    version=$(hindcast_jdk_version "$candidate")
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Hindcast needs a JDK 25 and found none in JAVA_HOME, on the PATH or in the usual JVM folders: install one (https://adoptium.net) or set JAVA_HOME to it." >&2
  return 1
}

hindcast_find_jdk || exit 2
