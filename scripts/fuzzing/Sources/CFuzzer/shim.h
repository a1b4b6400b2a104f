// What AddressSanitizer's library offers.
#include <stddef.h>

/// Makes every access to these bytes an error of AddressSanitizer, or undoes that.
void __asan_poison_memory_region(void const volatile *address, size_t size);
void __asan_unpoison_memory_region(void const volatile *address, size_t size);
