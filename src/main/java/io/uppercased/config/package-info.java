/**
 * Where the service finds its configuration, and what is refused in it: files that cannot
 * be read, and values that Spring Boot would ignore or misread.
 */
@NullMarked
package io.uppercased.config;

import org.jspecify.annotations.NullMarked;
