/**
 * How the web server treats its clients, so that nobody keeps probes from being answered.
 */
@NullMarked
package io.uppercased.web;

import org.jspecify.annotations.NullMarked;
