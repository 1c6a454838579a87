/**
 * The live view: a web page that shows the data of the {@code udp} endpoint and can send
 * test messages.
 */
@NullMarked
package io.uppercased.view;

import org.jspecify.annotations.NullMarked;
