# Guest programs: guest/NAME.asm or all of guest/NAME/ become $(BUILD)/sbin/NAME, an ELF64 executable.

GUEST_NAMES := $(sort $(patsubst guest/%.asm,%,$(wildcard guest/*.asm)) \
                      $(patsubst guest/%/,%,$(wildcard guest/*/)))
GUESTS      := $(addprefix $(BUILD)/sbin/,$(GUEST_NAMES))

GUEST_LDFLAGS := -nostdlib -static -z noexecstack -z max-page-size=4096 --build-id=none --no-warn-rwx-segments

$(BUILD)/guest/%.o: CFLAGS += -Werror

# NAME.elf keeps the symbols for GDB, NAME goes to the disk without them.
define link_guest
$(BUILD)/sbin/$(1).elf: $(call objects,$(wildcard guest/$(1).asm guest/$(1)/*.asm guest/$(1)/*.c)) \
                         guest/guest.ld
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(LD) $(GUEST_LDFLAGS) -T guest/guest.ld $$(filter %.o,$$^) -o $$@
$(BUILD)/sbin/$(1): $(BUILD)/sbin/$(1).elf
	$$(Q)$$(OBJCOPY) --strip-all $$< $$@
endef
$(foreach g,$(GUEST_NAMES),$(eval $(call link_guest,$(g))))
