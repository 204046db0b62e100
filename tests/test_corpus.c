/* Replays the fuzzing corpus through its harness, without a fuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <collapsar/flint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    static uint8_t data[1 << 16];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    return 1;
}

int main(void)
{
    char directory[2048], path[4096];
    const char *source = getenv("srcdir");
    snprintf(directory, sizeof directory, "%s/tests/fuzz/corpus", source ? source : ".");
    DIR *corpus = opendir(directory);
    int count = 0;
    for (struct dirent *entry; corpus && (entry = readdir(corpus));)
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
            count += replay(path);
        }
    if (corpus)
        closedir(corpus);
    flint_cleanup();
    printf("%d inputs of %s\n", count, directory);
    return count > 100 ? 0 : 1;
}
