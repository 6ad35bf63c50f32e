#!/bin/sh
# Checks this dossier with sha256sum and openssl (and gzip, to look into records). Run it in the unpacked folder: sh check.sh [AUTHORITY.pem]
# AUTHORITY.pem: the root certificate of the time-stamping authority, best fetched from the authority itself.
set -u
authority=${1:-authority.pem}
failed=0
fail() { echo "FAILED  $*"; failed=1; }
sum() { sha256sum | cut -c1-64; }

sha256sum --quiet -c SHA256SUMS && echo "ok      SHA256SUMS: all files are as they were packed" || fail "SHA256SUMS"

# Each page is the body of its record.
while read -r digest length record; do
  have=$(gzip -dc "$record" | tail -c $((length + 4)) | head -c "$length" | sum)
  page=$(sum < "pages/$digest")
  if [ "$have" = "$digest" ] && [ "$page" = "$digest" ]; then echo "ok      pages/$digest is the body of $record"; else fail "$record: body $have, page $page, wanted $digest"; fi
done < bodies.txt

# Each record is a leaf under the root of its night.
for chain in chain/*.txt; do
  [ -f "$chain" ] || { fail "no record of this dossier is under a root"; break; }
  record=$(sed -n 's/^record //p' "$chain"); file=$(sed -n 's/^file //p' "$chain"); root=$(sed -n 's/^in //p' "$chain")
  have=$(sum < "$file")
  [ "$have" = "$record" ] || { fail "$file: $have, wanted $record"; continue; }
  number=$(printf 'leaf %s\n' "$record" | sum)
  while read -r side other; do
    case $side in
      left) number=$(printf 'node %s %s\n' "$other" "$number" | sum) ;;
      right) number=$(printf 'node %s %s\n' "$number" "$other" | sum) ;;
    esac
  done < "$chain"
  wanted=$(sed -n 's/^root //p' "$root")
  if [ "$number" = "$wanted" ]; then echo "ok      $file is under $root"; else fail "$file: $number, $root says $wanted"; fi
done

# Each root was there at the time that the authority says.
for root in roots/*.root; do
  [ -f "$root" ] || break
  token="${root%.root}.tsr"
  if [ ! -f "$token" ]; then echo "none    $root: not stamped"; continue; fi
  if [ ! -f "$authority" ]; then fail "$token: give the authority's root certificate: sh check.sh AUTHORITY.pem"; continue; fi
  if openssl ts -verify -data "$root" -in "$token" -CAfile "$authority" > /dev/null 2>&1; then
    echo "ok      $root was there at$(openssl ts -reply -in "$token" -text 2> /dev/null | sed -n 's/^Time stamp://p')"
  else fail "$token: openssl ts -verify -data $root -in $token -CAfile $authority"; fi
done
exit $failed
