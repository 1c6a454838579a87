/**
 * The live view: a page for people that shows what the {@code udp} endpoint tells.
 */
@NullMarked
package io.uppercased.view;

import org.jspecify.annotations.NullMarked;
