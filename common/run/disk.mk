# The disk: a FAT16 volume without partitions, made with mtools; the guests are in /sbin.

KIT_DISK := $(BUILD)/disk.img
# Another disk image may be given: DISK=path. It is used as it is, never made.
DISK     ?= $(KIT_DISK)
ifneq ($(DISK),$(KIT_DISK))
  ifeq ($(wildcard $(DISK)),)
    $(error DISK=$(DISK): there is no such file)
  endif
endif

DISK_SECTORS := 32768
# 2 KiB a cluster make 16 MiB a FAT16; a fixed serial number keeps the
# image the same from build to build.
DISK_FORMAT  := -T $(DISK_SECTORS) -h 16 -s 63 -c 4 -N 564d584c -v VMXLAB

.PHONY: disk update-disk
disk: $(KIT_DISK)

$(KIT_DISK): $(GUESTS) common/run/disk.mk
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
