# make help: commands.txt as one screen, a heading where the group changes.
BEGIN { FS = " *[|] *"; print "vmxlab: build a VT-x hypervisor, one lab at a time" }
/^#/ { next }
$1 != group { group = $1; printf "\n%s\n", group }
{ printf "  %-28s %s\n", $3, $4 }
