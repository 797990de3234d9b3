/*
 * Finding a file by its path. A name is compared with the long name when the entry has one, else
 * with the short one; case does not matter.
 */
#include "dev/fat.h"

#include "dev/fat_layout.h"
#include "kit/string.h"

#define SHORT_BASE      8
#define SHORT_EXTENSION 3

struct long_name {
    char text[FAT_NAME_MAX + 1];
    u8 checksum;
    bool complete; /* pieces from the last down to the first have been seen, one after the other */
    u32 next_order;
};

/* A directory is a file without a size; the root directory is a row of sectors. */
struct directory {
    const struct fat_volume *volume;
    bool is_root;
    u32 cluster;
    u32 index;   /* of the next entry in this cluster, or in the root directory */
    u32 visited; /* clusters so far: more than the disk has is a loop */
};

static char lower(char character)
{
    return character >= 'A' && character <= 'Z' ? character - 'A' + 'a' : character;
}

static bool same_name(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!b[i] || lower(a[i]) != lower(b[i]))
            return false;
    return !b[length];
}

/* "NAME    EXT" to "NAME.EXT"; the checksum is the one that long entries carry. */
static void short_name(const u8 *raw, char *text, u8 *checksum)
{
    u32 length = 0;

    for (u32 i = 0; i < SHORT_BASE && raw[i] != ' '; i++)
        text[length++] = raw[i];
    if (raw[SHORT_BASE] != ' ')
        text[length++] = '.';
    for (u32 i = SHORT_BASE; i < SHORT_BASE + SHORT_EXTENSION && raw[i] != ' '; i++)
        text[length++] = raw[i];
    text[length] = '\0';

    *checksum = 0;
    for (u32 i = 0; i < SHORT_BASE + SHORT_EXTENSION; i++)
        *checksum = ((*checksum & 1) << 7) + (*checksum >> 1) + raw[i];
}

/* One of our file names is ASCII; what is not becomes a character that no path holds. */
static char from_utf16(u16 character)
{
    const u16 ascii_end = 0x80;

    return character < ascii_end ? character : '/';
}

static void copy_piece(const struct fat_long_entry *piece, char *to)
{
    for (u32 i = 0; i < ARRAY_SIZE(piece->name1); i++)
        *to++ = from_utf16(piece->name1[i]);
    for (u32 i = 0; i < ARRAY_SIZE(piece->name2); i++)
        *to++ = from_utf16(piece->name2[i]);
    for (u32 i = 0; i < ARRAY_SIZE(piece->name3); i++)
        *to++ = from_utf16(piece->name3[i]);
}

static void collect(struct long_name *name, const struct fat_long_entry *piece)
{
    u32 order = piece->order & FAT_LONG_ORDER_MASK;

    if (piece->order & FAT_LONG_LAST) {
        memset(name, 0, sizeof(*name));
        name->checksum = piece->checksum;
        name->next_order = order;
    }
    if (!order || order > FAT_LONG_PIECES_MAX || order != name->next_order ||
        piece->checksum != name->checksum) {
        memset(name, 0, sizeof(*name));
        return;
    }
    copy_piece(piece, name->text + (order - 1) * FAT_LONG_CHARACTERS);
    name->next_order--;
    name->complete = !name->next_order;
}

/* The next entry, of whatever kind; FAT_END_OF_FILE behind the last. */
static enum fat_result next_entry(struct directory *directory, struct fat_directory_entry *entry)
{
    const struct fat_volume *volume = directory->volume;
    u32 entries = directory->is_root ? volume->root_entries
                                     : volume->sectors_per_cluster * FAT_ENTRIES_PER_SECTOR;
    struct fat_directory_entry sector[FAT_ENTRIES_PER_SECTOR];

    if (directory->index == entries) {
        if (directory->is_root)
            return FAT_END_OF_FILE;
        if (++directory->visited > volume->clusters)
            return FAT_CORRUPT;
        enum fat_result next = fat_next_cluster(volume, directory->cluster, &directory->cluster);
        if (next != FAT_OK)
            return next;
        directory->index = 0;
    }
    u32 start =
        directory->is_root ? volume->root_start : fat_cluster_sector(volume, directory->cluster);
    enum fat_result result =
        fat_read_sectors(volume, start + directory->index / FAT_ENTRIES_PER_SECTOR, 1, sector);
    if (result != FAT_OK)
        return result;
    *entry = sector[directory->index++ % FAT_ENTRIES_PER_SECTOR];
    return entry->name[0] == FAT_ENTRY_END ? FAT_END_OF_FILE : FAT_OK;
}

/* Find `name` of `length` characters in `directory`. */
static enum fat_result find(struct directory *directory, const char *name, size_t length,
                            struct fat_directory_entry *entry)
{
    struct long_name long_name = { 0 };
    char text[SHORT_BASE + SHORT_EXTENSION + 2];
    enum fat_result result;
    u8 checksum;

    while ((result = next_entry(directory, entry)) == FAT_OK) {
        if (entry->name[0] == FAT_ENTRY_FREE) {
            long_name.complete = false;
            continue;
        }
        if ((entry->attributes & FAT_ATTRIBUTE_MASK) == FAT_ATTRIBUTE_LONG_NAME) {
            collect(&long_name, (const struct fat_long_entry *)entry);
            continue;
        }
        short_name(entry->name, text, &checksum);
        bool long_matches = long_name.complete && long_name.checksum == checksum &&
                            same_name(name, long_name.text, length);
        if (!(entry->attributes & FAT_ATTRIBUTE_VOLUME) &&
            (long_matches || same_name(name, text, length)))
            return FAT_OK;
        long_name.complete = false;
    }
    return result == FAT_END_OF_FILE ? FAT_NO_FILE : result;
}

enum fat_result fat_open(const struct fat_volume *volume, const char *path, struct fat_file *file)
{
    struct directory directory = { .volume = volume, .is_root = true };
    struct fat_directory_entry entry;

    for (;;) {
        size_t length = 0;

        while (*path == '/')
            path++;
        while (path[length] && path[length] != '/')
            length++;
        if (!length)
            return FAT_NOT_A_FILE;
        enum fat_result result = find(&directory, path, length, &entry);
        bool last = !path[length];
        if (result != FAT_OK)
            return result == FAT_NO_FILE && !last ? FAT_NO_DIRECTORY : result;
        if (last)
            break;
        if (!(entry.attributes & FAT_ATTRIBUTE_DIRECTORY))
            return FAT_NOT_A_FILE;
        if (!fat_cluster_valid(volume, entry.first_cluster))
            return FAT_CORRUPT;
        directory = (struct directory){ .volume = volume, .cluster = entry.first_cluster };
        path += length;
    }
    if (entry.attributes & FAT_ATTRIBUTE_DIRECTORY)
        return FAT_NOT_A_FILE;
    *file = (struct fat_file){ volume, entry.first_cluster, entry.size };
    return FAT_OK;
}
