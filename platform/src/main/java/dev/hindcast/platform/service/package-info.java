/** Starting and stopping a service, alone or with others in one process. */
package dev.hindcast.platform.service;
