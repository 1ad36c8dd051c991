/*
 * Cluster descriptors of three boards, as the runtime writes them for real boards, with the usual
 * harvesting. So the grids are those of most cards (workers: n150 8x8; n300 8x8, or 8x7 where
 * Tensix cores dispatch; p150 13x10).
 *
 * Must not know: where they are written, what is run on them.
 */
#include "boards.h"

#include <stddef.h>
#include <string.h>

const char board_names[] = "n150, n300, p150";

static const char n150[] =
	"arch: {0: wormhole_b0}\n"
	"chips: {0: [0, 0, 0, 0]}\n"
	"ethernet_connections: []\n"
	"chips_with_mmio: [0: 0]\n"
	"harvesting: {0: {noc_translation: true, harvest_mask: 64, dram_harvesting_mask: 0, "
	"eth_harvesting_mask: 0, pcie_harvesting_mask: 0}}\n"
	"boards: [[{board_id: 72059269368820857}, {board_type: n150}, {chips: [0]}]]\n";

static const char n300[] =
	"arch: {0: wormhole_b0, 1: wormhole_b0}\n"
	"chips: {0: [0, 0, 0, 0], 1: [1, 0, 0, 0]}\n"
	"ethernet_connections: [[{chip: 0, chan: 8}, {chip: 1, chan: 0}], "
	"[{chip: 0, chan: 9}, {chip: 1, chan: 1}]]\n"
	"chips_with_mmio: [0: 0]\n"
	"harvesting:\n"
	"  0: {noc_translation: true, harvest_mask: 65, dram_harvesting_mask: 0, "
	"eth_harvesting_mask: 0, pcie_harvesting_mask: 0}\n"
	"  1: {noc_translation: true, harvest_mask: 5, dram_harvesting_mask: 0, "
	"eth_harvesting_mask: 0, pcie_harvesting_mask: 0}\n"
	"boards: [[{board_id: 72058994491072686}, {board_type: n300}, {chips: [0, 1]}]]\n";

static const char p150[] =
	"arch: {0: blackhole}\n"
	"chips: {}\n"
	"chip_unique_ids: {0: 4476187513037}\n"
	"ethernet_connections: []\n"
	"ethernet_connections_to_remote_devices: []\n"
	"chips_with_mmio: [0: 0]\n"
	"harvesting: {0: {noc_translation: true, harvest_mask: 0, dram_harvesting_mask: 0, "
	"eth_harvesting_mask: 288, pcie_harvesting_mask: 2, l2cpu_harvesting_mask: 0}}\n"
	"boards: [[{board_id: 4476187513037}, {board_type: p150}, {chips: [0]}]]\n";

const char *board_cluster(const char *name)
{
	if (!strcmp(name, "n150"))
		return n150;
	if (!strcmp(name, "n300"))
		return n300;
	if (!strcmp(name, "p150"))
		return p150;
	return NULL;
}
