/**
 * Helpers for the tests of this service: the service in this JVM or in its own process,
 * and a browser.
 */
@NullMarked
package io.uppercased.testing;

import org.jspecify.annotations.NullMarked;
