/*
 * What one stage hands to the next: main() owns one of these and passes it along. Nothing a lab
 * needs from an earlier lab travels any other way.
 */
#pragma once

#include "cpu/cpu.h"
#include "vmx/vm.h"

struct machine {
    struct cpu cpu;
    struct vm vm;
    struct vcpu vcpu;
};
