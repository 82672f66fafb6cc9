#!/usr/bin/env bash
# Fetches the vendored front-end files by name and version from the npm registry that this machine is set up for,
# and makes two of our own out of them: a chart bundle that draws SVG only, and a sprite of the icons in icons/names.txt.
# Needs node and npm. Run from anywhere: crm/static/vendor/fetch.sh [all|icons]
set -euo pipefail

vendor=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version() { sed -n "s/^| $(printf %s "$1" | sed 's/[\/&]/\\&/g') | \([^ ]*\) .*/\1/p" "$vendor/VERSIONS.md"; }

# package NAME: unpacks it into $work/NAME and says where.
package() {
  local archive
  archive=$(npm pack --silent "$1@$(version "$1")")
  mkdir -p "$work/$1"
  tar xzf "$archive" -C "$work/$1" --strip-components=1
}

# take PACKAGE FILE TARGET: without the reference to a source map, which static file storage would look for.
take() {
  mkdir -p "$(dirname "$vendor/$3")"
  sed -E 's,/\*# sourceMappingURL=[^*]*\*/,,; s,^//# sourceMappingURL=.*$,,' "$work/$1/$2" > "$vendor/$3"
}

fetch_files() {
  for name in @tabler/core bootstrap @alpinejs/csp sortablejs tom-select leaflet; do package "$name"; done
  take @tabler/core dist/css/tabler.min.css tabler/tabler.min.css
  take @tabler/core dist/js/tabler.min.js tabler/tabler.min.js
  take bootstrap dist/css/bootstrap.min.css bootstrap/bootstrap.min.css
  take bootstrap dist/js/bootstrap.bundle.min.js bootstrap/bootstrap.bundle.min.js
  take @alpinejs/csp dist/cdn.min.js alpine/alpine-csp.min.js
  take sortablejs Sortable.min.js sortable/sortable.min.js
  take tom-select dist/js/tom-select.complete.min.js tom-select/tom-select.min.js
  take tom-select dist/css/tom-select.bootstrap5.min.css tom-select/tom-select.min.css
  take leaflet dist/leaflet.js leaflet/leaflet.js
  take leaflet dist/leaflet.css leaflet/leaflet.css
  mkdir -p "$vendor/leaflet/images"
  cp leaflet/dist/images/*.png "$vendor/leaflet/images/"
}

bundle_charts() {
  npm install --silent --no-save --no-package-lock "echarts@$(version echarts)" "esbuild@$(version esbuild)"
  mkdir -p "$vendor/echarts"
  cp "$vendor/echarts/entry.js" .
  npx esbuild entry.js --bundle --minify --format=iife --global-name=echarts --legal-comments=none \
    --outfile="$vendor/echarts/echarts.min.js"
}

make_sprite() {
  package @tabler/icons
  {
    echo '<svg xmlns="http://www.w3.org/2000/svg">'
    while read -r name; do
      file="@tabler/icons/icons/outline/$name.svg"
      filled=
      if [ ! -f "$file" ]; then file="@tabler/icons/icons/filled/${name%-filled}.svg"; filled=' fill="currentColor" stroke="none"'; fi
      echo "<symbol id=\"$name\" viewBox=\"0 0 24 24\"$filled>$(tr -d '\n' < "$file" | sed -E 's/<!--.*-->//; s/^.*<svg[^>]*>//; s/<\/svg>.*$//; s/> +</></g; s/^ +//; s/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>//')</symbol>"
    done < "$vendor/icons/names.txt"
    echo '</svg>'
  } > "$vendor/icons/sprite.svg"
}

case "${1:-all}" in
  icons) make_sprite ;;
  all) fetch_files; bundle_charts; make_sprite ;;
  *) echo "all or icons" >&2; exit 2 ;;
esac
