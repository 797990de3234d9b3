# The VT-x ROM: a position-independent core in C, behind an option ROM header in NASM.

VTXROM         := $(BUILD)/vtxrom/vtx.rom
VTXROM_CORE    := $(BUILD)/vtxrom/core
# Shared with the kernel, but compiled for the core: position-independent.
VTXROM_SHARED  := $(BUILD)/common/vtxrom/shared/string.o
VTXROM_OBJECTS := $(call objects,$(filter-out %/start.asm,$(wildcard common/vtxrom/*.c common/vtxrom/*.asm))) \
                  $(VTXROM_SHARED)

$(BUILD)/common/vtxrom/%.o: CFLAGS += -fpie -fvisibility=hidden -Werror

$(VTXROM_SHARED): common/kit/string.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(VTXROM_CORE).elf: $(VTXROM_OBJECTS) common/vtxrom/core.ld
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(LD) -nostdlib -pie --no-dynamic-linker -z noexecstack -z notext --build-id=none \
	   -T common/vtxrom/core.ld $(VTXROM_OBJECTS) -o $@

$(VTXROM_CORE).bin: $(VTXROM_CORE).elf
	$(Q)$(OBJCOPY) -O binary -j .image -j .rela.dyn $< $@

# The header's size byte counts 512-byte sectors; the sum of all bytes must be 0.
$(VTXROM): common/vtxrom/start.asm common/vtxrom/start_checks.inc $(VTXROM_CORE).bin $(OFFSETS) common/vtxrom/checksum.py
	$(call say,ROM,$@)
	$(Q)sectors=$$(( ($$(wc -c < $(VTXROM_CORE).bin) + 2048 + 511) / 512 )); \
	   $(NASM) -f bin -I$(BUILD)/ -DROM_SECTORS=$$sectors -DCORE_FILE="'$(VTXROM_CORE).bin'" $< -o $@
	$(Q)$(PYTHON) common/vtxrom/checksum.py $@

# Kernels of the ROM's own tests, on the reference labs 1 to 5.
VTXROM_TEST_LABS := $(call objects,$(wildcard \
                      $(foreach n,1 2 3 4 5,solutions/lab$n-*/*.c solutions/lab$n-*/*.asm)))
$(BUILD)/common/vtxrom/tests/%.o: CFLAGS += -fno-pie -fvisibility=default
$(foreach t,safety entries,$(eval $(call link_kernel,$(BUILD)/vtxrom/tests/$t,$(BUILD)/common/vtxrom/tests/$t.o $(VTXROM_TEST_LABS))))
