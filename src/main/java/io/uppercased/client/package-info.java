/**
 * The command-line client.
 */
@NullMarked
package io.uppercased.client;

import org.jspecify.annotations.NullMarked;
