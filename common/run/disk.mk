# The disk: a FAT16 volume without partitions, made with mtools; the guests are in /sbin.

DISK := $(BUILD)/disk.img

DISK_SECTORS := 32768
# FAT16 with one sector a cluster would need more FAT than it saves; a fixed serial number keeps the
# image the same from build to build.
DISK_FORMAT  := -T $(DISK_SECTORS) -h 16 -s 63 -c 4 -N 564d584c -v VMXLAB

.PHONY: disk update-disk
disk: $(DISK)

$(DISK): $(GUESTS) common/run/disk.mk
	@mkdir -p $(@D)
	$(call say,DISK,$@)
	$(Q)rm -f $@.new
	$(Q)mformat -C -i $@.new $(DISK_FORMAT) ::
	$(Q)mmd -i $@.new ::/sbin
	$(Q)mcopy -i $@.new $(GUESTS) ::/sbin/
	$(Q)mv $@.new $@

# One more program in /sbin, until the disk is made anew.
update-disk: $(DISK)
ifeq ($(FILE),)
	$(error update-disk needs the program: make update-disk FILE=path/to/program)
endif
	@test -f '$(FILE)' || { echo "update-disk: there is no file $(FILE)" >&2; exit 2; }
	@mcopy -o -i $(DISK) '$(FILE)' ::/sbin/ || \
		{ echo "update-disk: $(FILE) does not fit the disk; make disk after make clean makes an empty one" >&2; exit 2; }
	@echo "$(notdir $(FILE)) is on the disk: GUEST=/sbin/$(notdir $(FILE)) starts it"
