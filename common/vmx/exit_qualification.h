/*
 * Exit qualifications, bit by bit. SDM Vol. 3C, "Exit Qualification for ...": tables for control-register
 * accesses, I/O instructions and EPT violations.
 */
#pragma once

#include "kit/types.h"

/* Control-register accesses: 3:0 register, 5:4 access, 6 LMSW operand, 11:8 general register, 31:16 LMSW source. */
#define CR_ACCESS_NUMBER(qualification)   ((u32)(qualification) & 0xf)
#define CR_ACCESS_TYPE(qualification)     ((u32)(qualification) >> 4 & 3)
#define CR_ACCESS_REGISTER(qualification) ((u32)(qualification) >> 8 & 0xf)
#define CR_ACCESS_LMSW_SOURCE(qualification) ((u32)(qualification) >> 16 & 0xffff)

enum cr_access_type {
    CR_ACCESS_MOV_TO_CR,
    CR_ACCESS_MOV_FROM_CR,
    CR_ACCESS_CLTS,
    CR_ACCESS_LMSW,
};

/* I/O instructions: 2:0 size minus 1, 3 direction, 4 string, 5 REP, 6 immediate operand, 31:16 port. */
#define IO_SIZE(qualification) (((u32)(qualification) & 7) + 1)
#define IO_PORT(qualification) ((u32)(qualification) >> 16 & 0xffff)
#define IO_DIRECTION_IN        BIT(3)
#define IO_STRING              BIT(4)
#define IO_REP                 BIT(5)
#define IO_IMMEDIATE           BIT(6)

/* EPT violations. */
#define EPT_VIOLATION_READ            BIT(0)
#define EPT_VIOLATION_WRITE           BIT(1)
#define EPT_VIOLATION_FETCH           BIT(2)
#define EPT_VIOLATION_READABLE        BIT(3)
#define EPT_VIOLATION_WRITABLE        BIT(4)
#define EPT_VIOLATION_EXECUTABLE      BIT(5)
#define EPT_VIOLATION_LINEAR_VALID    BIT(7)
#define EPT_VIOLATION_FINAL_ACCESS    BIT(8)
