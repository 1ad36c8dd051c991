/*
 * How a column's values are coded: shared by encoder and decoder. FORMAT.md, "Columns".
 */
#ifndef L1T_CODEC_H
#define L1T_CODEC_H

enum l1t_coding {
	L1T_CODING_CONSTANT = 0,        /* one varint: the value of all */
	L1T_CODING_PLAIN = 1,           /* one varint each */
	L1T_CODING_DELTA = 2,           /* zigzag varints of differences (the first: to 0) */
};

#endif
